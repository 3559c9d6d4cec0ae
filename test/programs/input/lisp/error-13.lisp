(display "fails: ")
(cons 1 2 3)
(display "not reached")
