(display "fails: ")
(set! (a) 1)
(display "not reached")
