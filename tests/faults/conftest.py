import pytest

from tests.faults.harness import Workers


@pytest.fixture
def workers(transactional_db, bank, sink):
    workers = Workers(sink)
    yield workers
    workers.end()
