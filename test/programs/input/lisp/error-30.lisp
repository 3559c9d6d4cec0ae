(display "fails: ")
99999999999999999999
(display "not reached")
