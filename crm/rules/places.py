"""What stands at places, summed from the villages up to the county."""

from dataclasses import dataclass

from staff.enums import SceneStage


@dataclass
class Sum:
    """Of a place and everything below it."""

    households: int = 0
    clients: int = 0
    scenes: int = 0
    blanks: int = 0

    @property
    def share(self) -> int | None:
        """Clients in per cent of the households; None where there are no households, or more clients than those."""
        if not self.households > 0 or self.clients > self.households:
            return None
        return round(100 * self.clients / self.households)


def sums(rows, clients):
    """{path: Sum}. `rows` are (id, path, stage, households or None), `clients` {id: number}.

    What a place says of its households stands; where it says nothing they are those of the places below.
    """
    found = {}
    for pk, path, stage, households in sorted(rows, key=lambda row: -row[1].count("/")):
        own = found.setdefault(path, Sum())
        own.households = own.households if households is None else households
        own.clients += clients.get(pk, 0)
        own.scenes += bool(stage)
        own.blanks += stage == SceneStage.BLANK
        above = path[: path.rstrip("/").rfind("/") + 1]
        if above != "/":
            _add(found.setdefault(above, Sum()), own)
    return found


def _add(total, part):
    total.households += part.households
    total.clients += part.clients
    total.scenes += part.scenes
    total.blanks += part.blanks


def task_words(name: str, what: str) -> str:
    """What is to be done, with the place in front: a promise about no client says by itself where it is."""
    what = what.strip()
    return what if not what or name in what else f"{name}：{what}"
