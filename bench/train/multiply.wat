;; Products of words' vectors and filters, four numbers at a time; all addresses are in bytes.
(module
  (import "env" "memory" (memory 1))

  ;; Writes products of a vector (48 f32) and `count` rows of filters (48 f32 each), as f32.
  (func (export "multiply") (param $vector i32) (param $row i32) (param $count i32) (param $into i32)
    (local $i i32) (local $at i32) (local $sum v128)
    (loop $next_row
      (local.set $sum (v128.const f32x4 0 0 0 0))
      (local.set $i (i32.const 0))
      (loop $next_four
        (local.set $at (i32.add (local.get $row) (local.get $i)))
        (local.set $sum
          (f32x4.add
            (local.get $sum)
            (f32x4.mul (v128.load (i32.add (local.get $vector) (local.get $i))) (v128.load (local.get $at)))))
        (br_if $next_four (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 16))) (i32.const 192))))
      (f32.store
        (local.get $into)
        (f32.add
          (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
          (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))
      (local.set $into (i32.add (local.get $into) (i32.const 4)))
      (local.set $row (i32.add (local.get $row) (i32.const 192)))
      (br_if $next_row (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))))
