set encoding utf8
reset
set terminal svg size 480,360 dynamic noenhanced font 'sans-serif,15' background rgb 'white' linewidth 1.5
set output 'accuracy.svg'
set tics nomirror out scale 0.5 textcolor rgb '#303030'
set border 3 linecolor rgb '#606060'
set xlabel 'learning rate (logarithmic)' offset 0, 0.4
set ylabel 'test accuracy (%)'
set grid ytics linecolor rgb '#d0d0d0' linewidth 0.5 dashtype 1
set xrange [8.317637711e-06:0.001202264435]
set offsets 0, 0, graph 0.04, graph 0.04
set xtics ('1e-5' 1e-05, '100%%' 0.001)
set logscale x
set key outside bottom center horizontal samplen 3 spacing 1.1 maxrows 4
$d0 << EOD
1e-05 50 2.5
0.001 71 0.5
EOD
$d1 << EOD
1e-05 40 0
0.001 61.25 0
EOD
plot $d0 using 1:2:3 with yerrorlines linecolor rgb '#0072B2' linewidth 1.4 dashtype 1 pointtype 7 pointsize 0.7 title 'a''s', \
  $d1 using 1:2 with linespoints pointinterval 1 linecolor rgb '#D55E00' linewidth 1.4 dashtype (12,4) pointtype 5 pointsize 0.7 title 'b_1'
set output
reset
set terminal svg size 480,360 dynamic noenhanced font 'sans-serif,15' background rgb 'white' linewidth 1.5
set output 'confusion.svg'
set tics nomirror out scale 0.5 textcolor rgb '#303030'
set border 3 linecolor rgb '#606060'
set xlabel 'chosen'
set ylabel 'class'
unset key
unset border
set tics scale 0
set xtics ('g' 0, 'q' 1)
set ytics ('g' 0, 'q' 1)
set xrange [-0.5:1.5]
set yrange [1.5:-0.5]
set palette defined (0 '#ffffff', 1 '#0072B2')
set cbrange [0:100]
set cblabel '% of the row'
set style fill solid 1.0 noborder
$d << EOD
0 0 90
1 0 10
0 1 25
1 1 75
EOD
plot $d using 1:2:(0.5):(0.5):3 with boxxyerror linecolor palette, \
  $d using 1:2:(sprintf('%.0f', $3)):($3 > 55 ? 0xffffff : 0x202020) with labels textcolor rgb variable
set output
