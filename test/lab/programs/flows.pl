#!/usr/bin/perl
# Sends real traffic from where it is started. Stdin: one flow a line, `ID tcp|dns|http ADDRESS PORT WHAT` (WHAT: bytes to send, the name to ask
# for, the path to get).
# Stdout, in the order of their ends: `ID ok ANSWER` or `ID failed REASON`. All flows run at once; the first argument is the time limit in seconds.
use strict;
use warnings;
use Errno qw(EINPROGRESS EAGAIN);
use IO::Select;
use IO::Socket::IP;
use Time::HiRes qw(time);

$SIG{PIPE} = 'IGNORE';
$| = 1;
my $end = time + ($ARGV[0] // 1);
my ($read, $write) = (IO::Select->new, IO::Select->new);
my %flow;

sub finish {
    my ($socket, $state, $text) = @_;
    my $flow = delete $flow{$socket} or return;
    $text =~ s/\s+/ /g;
    print "$flow->{id} $state $text\n";
    $read->remove($socket);
    $write->remove($socket);
    close $socket;
}

sub query {
    my ($name) = @_;
    return pack('n6', 4711, 0x0100, 1, 0, 0, 0) . join('', map { pack('C/a*', $_) } split /\./, $name) . pack('Cnn', 0, 1, 1);
}

while (my $line = <STDIN>) {
    my ($id, $kind, $address, $port, $what) = split ' ', $line;
    my %peer = (PeerHost => $address, PeerPort => $port, Blocking => 0, GetAddrInfoFlags => 4);
    my $socket = IO::Socket::IP->new(%peer, Type => $kind eq 'dns' ? SOCK_DGRAM : SOCK_STREAM);
    if (!$socket) { print "$id failed $!\n"; next; }
    $flow{$socket} = { id => $id, kind => $kind, out => $kind eq 'dns' ? query($what) : $kind eq 'http' ? "GET $what HTTP/1.0\r\n\r\n" : 'x' x $what, in => '' };
    $write->add($socket);
    $read->add($socket) if $kind eq 'dns';
}
while (%flow && (my $left = $end - time) > 0) {
    my ($readable, $writable) = IO::Select->select($read, $write, undef, $left);
    for my $socket (@{ $writable // [] }) {
        my $flow = $flow{$socket} or next;
        if (my $error = $socket->getsockopt(SOL_SOCKET, SO_ERROR)) { $! = $error; finish($socket, 'failed', "$!"); next; }
        my $sent = syswrite($socket, $flow->{out});
        if (!defined $sent) { finish($socket, 'failed', "$!") if $! != EAGAIN; next; }
        $flow->{out} = substr($flow->{out}, $sent);
        next if $flow->{out} ne '';
        $write->remove($socket);
        next if $flow->{kind} eq 'dns';
        shutdown($socket, 1);
        $read->add($socket);
    }
    for my $socket (@{ $readable // [] }) {
        my $flow = $flow{$socket} or next;
        my $got = sysread($socket, my $bytes, 65536);
        if (!defined $got) { finish($socket, 'failed', "$!") if $! != EAGAIN; next; }
        if ($flow->{kind} eq 'dns') {
            my $answers = unpack('x6n', $bytes);
            finish($socket, $answers ? 'ok' : 'failed', $answers ? join('.', unpack('C4', substr($bytes, -4))) : 'no such name');
        }
        elsif ($got) { $flow->{in} .= $bytes; }
        else { finish($socket, $flow->{in} eq '' ? 'failed' : 'ok', $flow->{in} eq '' ? 'closed without an answer' : $flow->{in}); }
    }
}
print "$_->{id} failed no answer in time\n" for values %flow;
