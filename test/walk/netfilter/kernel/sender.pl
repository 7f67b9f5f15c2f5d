# Sends one packet a line of stdin ("PROTOCOL DESTINATION PORT SOURCEPORT") and prints, in that order, what came back within the time
# given as argument: "rejected" (an ICMP error or a reset) or "silent". UDP and TCP sockets are bound before, so that source ports tell packets apart.
use strict; use warnings; use IO::Socket::INET; use IO::Select; use Socket qw(:all); use Errno; use Time::HiRes qw(time);
my ($wait) = @ARGV;
my @sent;
while (my $line = <STDIN>) {
  my ($protocol, $destination, $port, $from) = split ' ', $line;
  my $type = $protocol eq 'udp' ? SOCK_DGRAM : SOCK_STREAM;
  socket(my $s, PF_INET, $type, $protocol eq 'udp' ? IPPROTO_UDP : IPPROTO_TCP) or die "socket: $!";
  setsockopt($s, SOL_SOCKET, SO_REUSEADDR, 1);
  bind($s, pack_sockaddr_in($from, INADDR_ANY)) or die "bind $from: $!";
  $s->blocking(0);
  my $ok = connect($s, pack_sockaddr_in($port, inet_aton($destination)));
  my $refused = !$ok && !$!{EINPROGRESS};
  send($s, 'x', 0) if $protocol eq 'udp' && !$refused;
  push @sent, [$s, $refused];
}
my $until = time + $wait;
while ((my $left = $until - time) > 0) { select(undef, undef, undef, $left); }
for (@sent) {
  my ($s, $refused) = @$_;
  my $error = $refused ? 1 : unpack('i', getsockopt($s, SOL_SOCKET, SO_ERROR));
  print $error ? "rejected\n" : "silent\n";
}
