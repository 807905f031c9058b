"""What a head reads of his unit's numbers (domain, appendix A), and who reads which.

A head, whoever opens a unit below head office: today's are counted now, so that a list opened from one holds exactly the rows
counted, and kept for a minute. Only the loads and the sums of deposits, which change with a file, are the night's (each file
that comes in does the night's work at once). What was before, a week ago, twelve weeks, a day of the past, are the rows that
each night wrote. Head office as a whole reads the rows of this night: nobody counts a million clients for a look.
"""

from crm.queries.figures.reading import Figures, Line, figures_of

__all__ = ["Figures", "Line", "figures_of"]
