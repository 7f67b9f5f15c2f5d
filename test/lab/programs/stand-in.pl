#!/usr/bin/perl
# Stands in for a daemon or a pod's application: the process carries the file's name and the flags it was started with, listens, and answers.
#   LISTEN  "0.0.0.0:8080 [::]:8080"   ANSWER  what it says to whoever connects, sends something and closes its side
#   WWW     a folder with one file a path, served to HTTP GET (healthz, metrics, proxyMode)
# Perl, because it starts in 15 ms and is part of every Debian; one process, no forks.
use strict;
use warnings;
use IO::Select;
use IO::Socket::IP;

$SIG{PIPE} = 'IGNORE';
my %listener;
my $select = IO::Select->new;
for my $address (split ' ', $ENV{LISTEN} // '') {
    my ($host, $port) = $address =~ /^\[?(.*?)\]?:(\d+)$/;
    my $socket = IO::Socket::IP->new(LocalHost => $host, LocalPort => $port, Listen => 128, ReuseAddr => 1, ($host =~ /:/ ? (V6Only => 1) : ()))
        or die "cannot listen on $address: $@\n";
    $listener{$socket} = 1;
    $select->add($socket);
}
my %heard;
while (1) {
    for my $socket ($select->can_read) {
        if ($listener{$socket}) {
            my $peer = $socket->accept or next;
            $heard{$peer} = '';
            $select->add($peer);
            next;
        }
        my $got = sysread($socket, my $bytes, 65536);
        $heard{$socket} = substr($heard{$socket} . ($bytes // ''), 0, 4096);
        my $answer;
        if ($heard{$socket} =~ m{^GET /([\w-]+)\S* .*?\r?\n\r?\n}s) {
            my $text = '';
            if (open my $file, '<', ($ENV{WWW} // '/nonexistent') . "/$1") { local $/; $text = <$file>; }
            $answer = ($text eq '' ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK") . "\r\nContent-Length: " . length($text) . "\r\nConnection: close\r\n\r\n$text";
        }
        elsif (!$got) { $answer = ($ENV{ANSWER} // '') . "\n"; }
        next unless defined $answer;
        syswrite($socket, $answer);
        $select->remove($socket);
        delete $heard{$socket};
        close $socket;
    }
}
