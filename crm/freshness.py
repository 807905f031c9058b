"""How old each figure that is kept in the cache may be, in seconds, on one screen; what is not named here is asked anew."""

SECONDS = {
    "bank_name": 60,  # the name of the root unit, in every mail
    "sending": 60,  # the pauses of the sending, on every page
    "to_judge": 60,  # how many mails a person has to judge
    "navigation": 60,  # the manager's counts beside the entries
    "greeting_progress": 60,  # a manager's occasions; new at once after what he does himself
    "phrases": 300,  # the library of greetings; new at once after somebody changed a sentence
    "cosignatures": 60,  # how many greetings wait for a head's signature; new at once after his own
    "requests": 60,  # how many requests wait for a person, and how many of his own; new at once after his own
    "kin": 60,  # how many clients wait for another manager because the one they had must avoid them
    "handovers": 60,  # how many clients of handovers wait for a person; new at once after his own
    "grants": 60,  # how many grants a person has to decide or look at; new at once after his own
    "greetings_of_team": 300,  # a head's or the bank's figures of greetings
    "own_month": 300,  # a manager's talks of this month and the last, and what his clients held then; new after his own talk
    "month": 300,  # the days of a month on the workbench
    "workbench_figures": 300,  # an overseer's counts and sums
    "unit_figures": 60,  # the numbers of a unit, of whom one sees
    "unusual": 300,  # how many findings of unusual reading wait for a look; new at once after his own
    "place_sums": 300,  # households, clients and blanks of each place; new at once after somebody said what stands there
    "money_of_unit": 300,  # deposits by month, of a unit, and of which managers' clients they fell
    "tier_moves": 300,  # of the overview: who stands where, and who moved since the monthly run
    "tier_board": 300,  # the figures of the tier board, of whom one sees
    "report": 300,  # a table of the reports, of whom one sees
    "kept_promises": 300,  # how many promises were kept, of a unit's people or in the whole bank
    "bank_follow_ups": 300,  # which next steps are due in a whole bank
    "skills": 300,  # what the people of a branch are good at; new at once after what one says of himself
    "calendar": 300,  # the days off as the frame and the forms offer them; new at once after somebody entered some
    "unknown_years": 300,  # years whose days off nobody has entered
    "lists": 24 * 3600,  # the lists that a person walks through, as he saw them; they end with the day
    "search_typed": 10,  # a digest of what somebody is typing into the search: longer than a pause between two letters
    "import_progress": 3600,  # of a running import, told again after each chunk
}
