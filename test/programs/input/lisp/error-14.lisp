(display "fails: ")
(substring "abc" 2 4)
(display "not reached")
