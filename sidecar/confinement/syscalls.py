"""System calls by name, with their numbers on the machines that we have a filter for (Linux UAPI headers)."""

__all__ = ["NETWORK", "NUMBERS", "REFUSED", "WRITING"]

WRITING = frozenset({"ftruncate", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "rmdir", "unlink", "unlinkat"})
"""Those of the refused that a program needs to keep files of its own."""

NETWORK = ("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "sendto", "sendmsg", "sendmmsg")

_X86_64 = """
open 2 socket 41 connect 42 accept 43 sendto 44 sendmsg 46 bind 49 listen 50 socketpair 53 clone 56 fork 57 vfork 58
execve 59 kill 62 truncate 76 ftruncate 77 rename 82 mkdir 83 rmdir 84 creat 85 link 86 unlink 87 symlink 88 chmod 90
fchmod 91 chown 92 fchown 93 lchown 94 ptrace 101 setuid 105 setgid 106 setgroups 116 setresuid 117 setresgid 119
capset 126 mknod 133 personality 135 pivot_root 155 setrlimit 160 chroot 161 acct 163 settimeofday 164 mount 165
umount2 166 swapon 167 swapoff 168 reboot 169 iopl 172 ioperm 173 init_module 175 delete_module 176 setxattr 188
tkill 200 clock_settime 227 utimes 235 kexec_load 246 add_key 248 request_key 249 keyctl 250 openat 257 mkdirat 258
mknodat 259 fchownat 260 unlinkat 263 renameat 264 linkat 265 symlinkat 266 fchmodat 268 unshare 272 utimensat 280
accept4 288 perf_event_open 298 prlimit64 302 name_to_handle_at 303 open_by_handle_at 304 sendmmsg 307 setns 308
process_vm_readv 310 process_vm_writev 311 finit_module 313 renameat2 316 memfd_create 319 bpf 321 execveat 322
userfaultfd 323 pidfd_send_signal 424 io_uring_setup 425 io_uring_enter 426 io_uring_register 427 move_mount 429
fsopen 430 pidfd_open 434 clone3 435 openat2 437 pidfd_getfd 438 fchmodat2 452
"""
_AARCH64 = """
mknodat 33 mkdirat 34 unlinkat 35 symlinkat 36 linkat 37 renameat 38 umount2 39 mount 40 pivot_root 41 truncate 45
ftruncate 46 chroot 51 fchmod 52 fchmodat 53 fchownat 54 fchown 55 openat 56 setxattr 5 utimensat 88 acct 89 capset 91
personality 92 unshare 97 init_module 105 delete_module 106 kexec_load 104 clock_settime 112 ptrace 117 kill 129
tkill 130 reboot 142 setgid 144 setuid 146 setresuid 147 setresgid 149 setgroups 159 setrlimit 164 settimeofday 170
socket 198 socketpair 199 bind 200 listen 201 accept 202 connect 203 sendto 206 sendmsg 211 add_key 217 request_key 218
keyctl 219 clone 220 execve 221 swapon 224 swapoff 225 perf_event_open 241 accept4 242 prlimit64 261
name_to_handle_at 264 open_by_handle_at 265 setns 268 sendmmsg 269 process_vm_readv 270 process_vm_writev 271
finit_module 273 renameat2 276 memfd_create 279 bpf 280 execveat 281 userfaultfd 282 pidfd_send_signal 424
io_uring_setup 425 io_uring_enter 426 io_uring_register 427 move_mount 429 fsopen 430 pidfd_open 434 clone3 435
openat2 437 pidfd_getfd 438 fchmodat2 452
"""


def _table(text: str) -> dict[str, int]:
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


NUMBERS = {"x86_64": _table(_X86_64), "aarch64": _table(_AARCH64)}

REFUSED = tuple(
    name
    for name in sorted(set(NUMBERS["x86_64"]) | set(NUMBERS["aarch64"]))
    if name not in {*NETWORK, "open", "openat", "clone", "clone3"}
)
"""Starting programs, writing or naming files, touching other processes, and administering the machine."""
