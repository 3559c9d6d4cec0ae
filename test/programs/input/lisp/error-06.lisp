(display "fails: ")
(/ 1 0)
(display "not reached")
