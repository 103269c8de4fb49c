;; What the network of prompt attacks does most, eight numbers at a time. `node scripts/run.mjs scripts/kernel.ts` makes kernel.ts of it; network.ts says what
;; it is for. Numbers of words and filters are i16 of 1/1024 each, and stay at their bounds instead of going over. All addresses and sizes are in bytes.
(module
  (import "env" "memory" (memory 1))

  ;; Writes products of a vector (48 signed bytes) and `count` rows of filters (48 i16 each), as i16: each times `scale`, and at most what fits.
  (func (export "multiply") (param $vector i32) (param $row i32) (param $count i32) (param $scale f32) (param $into i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128) (local $e v128) (local $f v128) (local $sum v128)
    (local.set $a (v128.load8x8_s (local.get $vector)))
    (local.set $b (v128.load8x8_s offset=8 (local.get $vector)))
    (local.set $c (v128.load8x8_s offset=16 (local.get $vector)))
    (local.set $d (v128.load8x8_s offset=24 (local.get $vector)))
    (local.set $e (v128.load8x8_s offset=32 (local.get $vector)))
    (local.set $f (v128.load8x8_s offset=40 (local.get $vector)))
    (loop $next
      (local.set $sum
        (i32x4.add
          (i32x4.add
            (i32x4.add
              (i32x4.dot_i16x8_s (local.get $a) (v128.load (local.get $row)))
              (i32x4.dot_i16x8_s (local.get $b) (v128.load offset=16 (local.get $row))))
            (i32x4.add
              (i32x4.dot_i16x8_s (local.get $c) (v128.load offset=32 (local.get $row)))
              (i32x4.dot_i16x8_s (local.get $d) (v128.load offset=48 (local.get $row)))))
          (i32x4.add
            (i32x4.dot_i16x8_s (local.get $e) (v128.load offset=64 (local.get $row)))
            (i32x4.dot_i16x8_s (local.get $f) (v128.load offset=80 (local.get $row))))))
      (i32.store16
        (local.get $into)
        (i32.trunc_sat_f32_s
          (f32.nearest
            (f32.max
              (f32.const -32767)
              (f32.min
                (f32.const 32767)
                (f32.mul
                  (local.get $scale)
                  (f32.convert_i32_s
                    (i32.add
                      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
                      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))))))))
      (local.set $row (i32.add (local.get $row) (i32.const 96)))
      (local.set $into (i32.add (local.get $into) (i32.const 2)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  ;; Writes what each filter finds most of in some words. `[at, end)` holds the addresses of their products: for eight filters of each width at a time, as the
  ;; last of one, of two and of three words, as the one before the last of two and of three, and as the first of three. `nothing` is the address of the
  ;; products of no word; what stands before it is in another paragraph. `eights` is how many filters of each width there are, in eights.
  (func (export "look") (param $at i32) (param $end i32) (param $before i32) (param $first i32) (param $nothing i32) (param $eights i32) (param $into i32)
    (local $offset i32) (local $word i32) (local $last i32) (local $two i32) (local $three i32)
    (local $ones v128) (local $twos v128) (local $threes v128)
    (loop $next_eight
      (local.set $ones (v128.const i16x8 -32768 -32768 -32768 -32768 -32768 -32768 -32768 -32768))
      (local.set $twos (local.get $ones))
      (local.set $threes (local.get $ones))
      (local.set $two (i32.add (local.get $before) (local.get $offset)))
      (local.set $three (i32.add (local.get $first) (local.get $offset)))
      (local.set $word (local.get $at))
      (block $read
        (loop $next_word
          (br_if $read (i32.ge_u (local.get $word) (local.get $end)))
          (local.set $last (i32.load (local.get $word)))
          (local.set $word (i32.add (local.get $word) (i32.const 4)))
          (if (i32.eq (local.get $last) (local.get $nothing))
            (then
              (local.set $two (i32.add (local.get $nothing) (local.get $offset)))
              (local.set $three (local.get $two)))
            (else
              (local.set $last (i32.add (local.get $last) (local.get $offset)))
              (local.set $ones (i16x8.max_s (local.get $ones) (v128.load (local.get $last))))
              (local.set $twos
                (i16x8.max_s
                  (local.get $twos)
                  (i16x8.add_sat_s (v128.load offset=16 (local.get $last)) (v128.load offset=48 (local.get $two)))))
              (local.set $threes
                (i16x8.max_s
                  (local.get $threes)
                  (i16x8.add_sat_s
                    (i16x8.add_sat_s (v128.load offset=32 (local.get $last)) (v128.load offset=64 (local.get $two)))
                    (v128.load offset=80 (local.get $three)))))
              (local.set $three (local.get $two))
              (local.set $two (local.get $last))))
          (br $next_word)))
      (v128.store (local.get $into) (local.get $ones))
      (v128.store offset=16 (local.get $into) (local.get $twos))
      (v128.store offset=32 (local.get $into) (local.get $threes))
      (local.set $into (i32.add (local.get $into) (i32.const 48)))
      (local.set $offset (i32.add (local.get $offset) (i32.const 96)))
      (br_if $next_eight (local.tee $eights (i32.sub (local.get $eights) (i32.const 1))))))

  ;; What the filters say that found so much in `count` segments: biases are added, nothing is less than nothing, and each counts for its output (i16). Segments
  ;; are `size` bytes each, the first of them at `at`; behind `end` comes the one at `begin`.
  (func (export "said") (param $at i32) (param $count i32) (param $begin i32) (param $end i32) (param $size i32) (param $biases i32) (param $outputs i32) (result f32)
    (local $offset i32) (local $segment i32) (local $left i32) (local $most v128) (local $sum v128)
    (loop $next_eight
      (local.set $most (v128.const i16x8 -32768 -32768 -32768 -32768 -32768 -32768 -32768 -32768))
      (local.set $segment (local.get $at))
      (local.set $left (local.get $count))
      (loop $next_segment
        (local.set $most
          (i16x8.max_s (local.get $most) (v128.load (i32.add (local.get $segment) (local.get $offset)))))
        (local.set $segment (i32.add (local.get $segment) (local.get $size)))
        (if (i32.eq (local.get $segment) (local.get $end)) (then (local.set $segment (local.get $begin))))
        (br_if $next_segment (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (local.set $sum
        (f32x4.add
          (local.get $sum)
          (f32x4.convert_i32x4_s
            (i32x4.dot_i16x8_s
              (i16x8.max_s
                (v128.const i16x8 0 0 0 0 0 0 0 0)
                (i16x8.add_sat_s (local.get $most) (v128.load (i32.add (local.get $biases) (local.get $offset)))))
              (v128.load (i32.add (local.get $outputs) (local.get $offset)))))))
      (br_if $next_eight
        (i32.lt_u (local.tee $offset (i32.add (local.get $offset) (i32.const 16))) (local.get $size))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
      (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum))))))
