"""Good rows wait here between the two passes, so that memory does not grow with the file."""

import pickle
import tempfile


class Spool:
    """Chunks of rows in an unnamed temporary file of our own; nobody else ever writes what is unpickled."""

    def __init__(self, folder=None):
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 (closed by close)
        self.rows = 0

    def add(self, chunk):
        if chunk:
            pickle.dump(chunk, self.file, pickle.HIGHEST_PROTOCOL)
            self.rows += len(chunk)

    def chunks(self):
        end = self.file.tell()
        self.file.seek(0)
        while self.file.tell() < end:
            yield pickle.load(self.file)

    def close(self):
        self.file.close()
