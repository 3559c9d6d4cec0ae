(display "fails: ")
(cdr 5)
(display "not reached")
