(display "fails: ")
(modulo 1 0)
(display "not reached")
