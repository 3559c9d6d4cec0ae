(display "fails: ")
(substring 'a 0 0)
(display "not reached")
