# Relative error against steps, one curve per rule, with the two errors that are known without training.
# Takes what comparison.py writes, and the name of the picture:
#   gnuplot -e 'output = "picture.svg"' data.gp comparison.gp

set terminal svg size 800,480 font "sans-serif,15" background rgb "white" linewidth 1
set output output
set encoding utf8

set border 3 linecolor rgb "#444444"
set tics nomirror scale 0.6 textcolor rgb "#222222"
set grid ytics linecolor rgb "#DDDDDD" linetype 1
set key top right textcolor rgb "#222222" samplen 2 spacing 1.2

set logscale xy
set format x "%.0f"
set ytics (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1)
set xlabel "steps" textcolor rgb "#222222"
set ylabel "relative error  ||Y − ZW|| / ||Y||" textcolor rgb "#222222"
set yrange [0.85 * optimum : 1.1]
set autoscale xfixmin
set autoscale xfixmax

set label 1 sprintf("FA's limit, predicted without training: %.3f", limit) \
  at graph 0.99, first limit offset 0, 0.7 right textcolor rgb "#222222" front
set label 2 sprintf("best possible at rank %d: %.3f", rank, optimum) \
  at graph 0.01, first optimum offset 0, -0.7 left textcolor rgb "#222222" front

plot limit with lines dashtype 2 linewidth 1.5 linecolor rgb "#444444" notitle, \
  optimum with lines dashtype 2 linewidth 1.5 linecolor rgb "#444444" notitle, \
  for [i = 1:runs] $history index i - 1 using 1:2 with lines linewidth 3 linecolor rgb colour[i] title title[i]
