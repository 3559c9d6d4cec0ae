(display "fails: ")
((lambda (x)) 1)
(display "not reached")
