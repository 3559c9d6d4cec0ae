(display "fails: ")
(string->number 1)
(display "not reached")
