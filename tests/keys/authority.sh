# For the scripts beside and below: the settings of a toy authority for `openssl ca`, in a folder that is gone at the end.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/ca" <<END
[ca]
default_ca = toy
[toy]
database = $work/index
new_certs_dir = $work
rand_serial = yes
policy = any
[any]
countryName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
[req]
distinguished_name = name
[name]
END
: >"$work/index"
printf 'unique_subject = no\n' >"$work/index.attr"
dates=(-startdate 20200101000000Z -enddate 20991231235959Z)
