"""What a text of tests that try anything is made of."""

from hypothesis import strategies as st

# As by default, without a table of all that UTF-8 can write, which takes each process two seconds to make.
SIGNS = st.characters(exclude_categories=["Cs"])
