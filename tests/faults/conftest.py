import pytest

from tests.faults.harness import Parents, Workers, database_url


@pytest.fixture(scope="session")
def parents():
    parents = Parents()
    yield parents
    parents.end()


@pytest.fixture
def workers(transactional_db, bank, sink, parents):
    workers = Workers(sink, parents.of(database_url()))
    yield workers
    workers.end()
