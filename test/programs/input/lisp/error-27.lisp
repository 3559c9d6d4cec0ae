(display "fails: ")
)
(display "not reached")
