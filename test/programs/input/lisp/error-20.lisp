(display "fails: ")
(let ((1 2)) 3)
(display "not reached")
