(display "fails: ")
(string-length 1)
(display "not reached")
