"""Good rows wait here between the two passes, so that memory does not grow with the file, and a run that was killed goes on."""

import os
import pickle


class Spool:
    """Chunks of rows in a file of our own, 0600 in a folder of ours; nobody else ever writes what is unpickled.

    `kept` says that an earlier run has filled it: then its rows are read, never written again.
    """

    def __init__(self, path, *, kept=False):
        flags = os.O_RDWR | (0 if kept else os.O_CREAT | os.O_TRUNC)
        self.path, self.file = path, os.fdopen(os.open(path, flags, 0o600), "r+b")

    def add(self, chunk):
        if chunk:
            pickle.dump(chunk, self.file, pickle.HIGHEST_PROTOCOL)

    def chunks(self, *, skipped=0):
        """The chunks in order, without the first `skipped`."""
        end = self.file.seek(0, os.SEEK_END)
        self.file.seek(0)
        while self.file.tell() < end:
            chunk = pickle.load(self.file)
            if skipped:
                skipped -= 1
            else:
                yield chunk

    def keep(self, path):
        """On the disk, and from now on at `path`, before anybody relies on it."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.path = self.path.replace(path)

    def close(self):
        self.file.close()
