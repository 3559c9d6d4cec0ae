(display "fails: ")
(+ 1 "a")
(display "not reached")
