(display "fails: ")
(1 2 3)
(display "not reached")
