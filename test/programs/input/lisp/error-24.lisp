(display "fails: ")
(sort '(1 a))
(display "not reached")
