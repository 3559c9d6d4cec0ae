(display "fails: ")
(parallel-map 1 '(1))
(display "not reached")
