(display "fails: ")
(lambda)
(display "not reached")
