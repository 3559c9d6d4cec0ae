(display "fails: ")
unknown
(display "not reached")
