set encoding utf8
reset
set terminal svg size 480,360 dynamic noenhanced font 'sans-serif,14' background rgb '#ffffff' linewidth 1.5
set output 'accuracy.svg'
set tics nomirror out scale 0.5 textcolor rgb '#303030'
set border 3 linecolor rgb '#606060'
unset key
set xlabel textcolor rgb '#303030'
set ylabel textcolor rgb '#303030'
set lmargin at screen 0.15
set rmargin at screen 0.97
set bmargin at screen 0.17
set tmargin at screen 0.955
set xlabel 'learning rate (logarithmic)' offset 0, 0.4
set ylabel 'test accuracy (%)' offset 0.5, 0
set grid ytics linecolor rgb '#d0d0d0' linewidth 0.5 dashtype 1
set xrange [8.317637711e-06:0.001202264435]
set yrange [38.11:73.39]
set xtics ('1e-5' 1e-05, '100%%' 0.001)
set logscale x
$d0 << EOD
1e-05 50 2.5
0.001 71 0.5
EOD
$d1 << EOD
1e-05 40 0
0.001 61.25 0
EOD
plot $d0 using 1:($2-$3):($2+$3) with filledcurves fillcolor rgb '#0072b2' fillstyle transparent solid 0.16 noborder notitle, \
  $d0 using 1:2 with linespoints pointinterval 1 linecolor rgb '#0072b2' linewidth 1.4 dashtype 1 pointtype 7 pointsize 0.7 notitle, \
  $d1 using 1:2 with linespoints pointinterval 1 linecolor rgb '#d55e00' linewidth 1.4 dashtype (12,4) pointtype 5 pointsize 0.7 notitle
set output
reset
set terminal svg size 480,360 dynamic noenhanced font 'sans-serif,14' background rgb '#ffffff' linewidth 1.5
set output 'confusion.svg'
set tics nomirror out scale 0.5 textcolor rgb '#303030'
set border 3 linecolor rgb '#606060'
unset key
set xlabel textcolor rgb '#303030'
set ylabel textcolor rgb '#303030'
set lmargin at screen 0.137
set rmargin at screen 0.82
set bmargin at screen 0.19
set tmargin at screen 0.955
set xlabel 'chosen'
set ylabel 'class'
unset border
set tics scale 0
set xtics ('g' 0, 'q' 1)
set ytics ('g' 0, 'q' 1)
set xrange [-0.5:1.5]
set yrange [1.5:-0.5]
set palette defined (0 '#ffffff', 1 '#0072b2')
set cbrange [0:100]
set cblabel '% of the row' textcolor rgb '#303030'
set style fill solid 1.0 noborder
$d << EOD
0 0 90 0.9
1 0 10 0.1
0 1 25 0.25
1 1 75 0.75
EOD
plot $d using 1:2:(0.5):(0.5):3 with boxxyerror linecolor palette notitle, \
  $d using 1:2:(sprintf('%.0f', $3)):($4 > 0.55 ? 0xffffff : 0x303030) with labels textcolor rgb variable notitle
set output
