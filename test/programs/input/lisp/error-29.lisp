(display "fails: ")
12ab
(display "not reached")
