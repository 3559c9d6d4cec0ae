(display "fails: ")
(car)
(display "not reached")
