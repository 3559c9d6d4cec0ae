(display "fails: ")
(parallel-map (lambda (x) (lambda (y) y)) '(1))
(display "not reached")
