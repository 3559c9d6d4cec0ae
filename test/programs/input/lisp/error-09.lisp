(display "fails: ")
(error "my " 'own (list 1 "error"))
(display "not reached")
