(display "fails: ")
((lambda (x) x) 1 2)
(display "not reached")
