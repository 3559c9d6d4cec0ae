(display "fails: ")
(define 1 2)
(display "not reached")
