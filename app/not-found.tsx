import { LinkButton } from '@/components/ui/button'
import { StandIn } from '@/components/shell/stand-in'
import { routes } from '@/lib/routes'

export default function NotFound() {
  return (
    <StandIn title="There is nothing at this address">
      <p className="mid">It may have been moved or deleted, or the address has a typing error.</p>
      <LinkButton variant="primary" className="wide" href={routes.overview()}>
        Go to the overview
      </LinkButton>
    </StandIn>
  )
}
