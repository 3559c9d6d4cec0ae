(display "second line")

(display
  (car 1))