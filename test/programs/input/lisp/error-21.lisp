(display "fails: ")
(set! nothing 1)
(display "not reached")
