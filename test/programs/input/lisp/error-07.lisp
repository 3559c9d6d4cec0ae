(display "fails: ")
(* 9223372036854775807 2)
(display "not reached")
