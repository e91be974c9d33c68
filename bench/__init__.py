"""The benchmark room: made-up seed files, and whole builds measured on them."""
