import os

# Readings are asked for one character at a time: pypinyin's phrases would cost every process half a second and 46 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
