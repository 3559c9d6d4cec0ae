(display "fails: ")
(display "unfinished
(display "not reached")
