(display "fails: ")
(define (deep n) (+ 1 (deep (+ n 1)))) (deep 0)
(display "not reached")
