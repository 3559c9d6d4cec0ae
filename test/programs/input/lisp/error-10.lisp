(display "fails: ")
((lambda (x) x))
(display "not reached")
