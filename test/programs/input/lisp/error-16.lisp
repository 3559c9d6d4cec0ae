(display "fails: ")
(string-append "a" 'b)
(display "not reached")
