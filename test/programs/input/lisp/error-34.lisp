(display "fails: ")
(fold + 0 '(1 2 x))
(display "not reached")
