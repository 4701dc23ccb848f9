# bash completion for resolve(1)

_resolve() {
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local types="A AAAA CNAME MX NS PTR SOA SRV TXT CAA DS DNSKEY RRSIG NSEC NSEC3 TLSA SVCB HTTPS NAPTR ANY"
	case $previous in
	-f | --file | --hex | --to-hex | --resolv-conf | --hosts | --nsswitch-conf | --gai-conf | --trace)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	-t | --type)
		mapfile -t COMPREPLY < <(compgen -W "$types" -- "$current")
		return
		;;
	--backend)
		mapfile -t COMPREPLY < <(compgen -W "native c-ares glibc" -- "$current")
		return
		;;
	--compare)
		mapfile -t COMPREPLY < <(compgen -W "native,c-ares,glibc native,glibc native,c-ares c-ares,glibc" -- "$current")
		return
		;;
	--trace-format)
		mapfile -t COMPREPLY < <(compgen -W "text strace json" -- "$current")
		return
		;;
	-j | --jobs | --server | --timeout | --attempts | --grace | --deadline)
		return
		;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "--ipv4 --ipv6 --type --file --jobs --compare --diff --explain --lint --hex --to-hex
			--backend --server --resolv-conf --hosts --nsswitch-conf --gai-conf --all-servers --edns --0x20 --no-nscd --no-hosts --no-search
			--timeout --attempts --grace --deadline --json --no-sort --trace --trace-format --trace-data --help --version" -- "$current")
	elif ((COMP_CWORD > 1)) && [[ $previous != -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$types" -A hostname -- "$current")
	else
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$current")
	fi
}
complete -F _resolve resolve
